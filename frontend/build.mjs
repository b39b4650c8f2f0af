// Bundle the browser files into silian/web/static/silian/dist.
//
// Each file directly in src without a hyphen in its name is an entry; files with a hyphen are
// modules of one. Names stay plain: Django's manifest storage adds the hashes.
import { readdirSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { tabler } from "./tabler.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const source = join(here, "src");
const NOT_ENTRIES = new Set(["tokens.css"]);

const entryPoints = readdirSync(source)
  .filter((name) => /^[a-z]+\.(js|css)$/.test(name) && !NOT_ENTRIES.has(name))
  .map((name) => join(source, name));

const outdir = join(here, "..", "silian", "web", "static", "silian", "dist");

const result = await build({
  entryPoints,
  outdir,
  bundle: true,
  minify: !process.argv.includes("--debug"),
  format: "iife",
  target: ["chrome109", "firefox115", "safari16"],
  loader: { ".svg": "dataurl" },
  legalComments: "eof",
  logLevel: "warning",
  metafile: true,
  plugins: [tabler],
});

const made = new Set(Object.keys(result.metafile.outputs).map((name) => basename(name)));
for (const name of readdirSync(outdir)) {
  if (!made.has(name)) rmSync(join(outdir, name), { recursive: true });
}
for (const [name, file] of Object.entries(result.metafile.outputs)) {
  console.log(`${(file.bytes / 1024).toFixed(0).padStart(5)} kB  ${basename(name)}`);
}
