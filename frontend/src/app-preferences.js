// What a person sets for this browser: colours, single keys, height of rows. Kept in cookies, so
// that the server draws the page right the first time.

const YEAR = 365 * 24 * 3600;

function keep(name, value) {
  document.cookie = `silian_${name}=${value}; path=/; max-age=${YEAR}; samesite=lax`;
  document.documentElement.dataset[name] = value;
  document.dispatchEvent(new Event(`silian:${name}`));
}

export function wirePreferences() {
  document.addEventListener("change", (event) => {
    const { preference } = event.target.dataset;
    if (!preference) return;
    const { type, checked, value } = event.target;
    keep(preference, type === "checkbox" ? (checked ? "on" : "off") : value);
  });
}
