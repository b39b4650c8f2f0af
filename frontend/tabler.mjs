// Of Tabler's style sheet only the families that our screens use: its reset and variables, buttons,
// form fields, and the short words for space and alignment. 635 kB become some 60.
import { readFileSync } from "node:fs";

const FAMILIES =
  /^(btn(-(primary|sm|link|close))?|form-(control|select|check|label|hint|text|switch|range)[a-z-]*|input-(group|icon)[a-z-]*|(is|was)-(in)?valid(ated)?|(in)?valid-feedback|required|disabled|active|show|visually-hidden(-focusable)?|[mp][tbsexy]?-(auto|[0-5])|d-(none|inline|block|flex|grid|inline-flex|inline-block)|d-print-none|text-(start|center|end|nowrap|truncate)|w-(25|50|75|100|auto)|h-100|gap-[0-5]|flex-(wrap|nowrap|grow-1|column|fill)|align-items-(start|center|end|baseline)|justify-content-(between|end|center)|fw-(normal|medium|bold)|float-end|overflow-(auto|hidden))$/;

/** Split "a{…}b{…}" at the outer braces into [prelude, body] pairs. */
function rulesOf(css) {
  const rules = [];
  let depth = 0;
  let from = 0;
  let open = 0;
  for (let k = 0; k < css.length; k += 1) {
    if (css[k] === "{" && depth++ === 0) open = k;
    else if (css[k] === "}" && --depth === 0) {
      rules.push([css.slice(from, open), css.slice(open + 1, k)]);
      from = k + 1;
    } else if (css[k] === ";" && depth === 0) from = k + 1; // @charset, @import
  }
  return rules;
}

/** Split a selector list at the commas that stand in no bracket. */
function selectorsOf(list) {
  const parts = [""];
  let depth = 0;
  for (const letter of list) {
    if ("([".includes(letter)) depth += 1;
    else if (")]".includes(letter)) depth -= 1;
    if (letter === "," && depth === 0) parts.push("");
    else parts[parts.length - 1] += letter;
  }
  return parts;
}

/** Selectors whose classes all belong to a family, and that ask for no attribute of Tabler's scripts. */
function keptSelectors(list) {
  return selectorsOf(list)
    .filter((one) => !/\[(data-bs-(?!theme)|class|style)/.test(one))
    .filter((one) => [...one.matchAll(/\.(-?[A-Za-z_][\w-]*)/g)].every((m) => FAMILIES.test(m[1])))
    .join(",");
}

export function prune(css) {
  return rulesOf(css.replace(/\/\*[\s\S]*?\*\//g, ""))
    .map(([prelude, body]) => {
      if (/^@(media|supports|layer|container)/.test(prelude.trim())) {
        const inner = prune(body);
        return inner && `${prelude}{${inner}}`;
      }
      if (prelude.trim().startsWith("@")) return ""; // animations: our screens stand still
      const kept = keptSelectors(prelude);
      return kept && `${kept}{${body}}`;
    })
    .join("");
}

/** An esbuild plugin: importing Tabler's sheet gives the pruned one. */
export const tabler = {
  name: "tabler",
  setup(build) {
    build.onLoad({ filter: /tabler\.min\.css$/ }, (args) => ({
      contents: prune(readFileSync(args.path, "utf-8")),
      loader: "css",
    }));
  },
};
