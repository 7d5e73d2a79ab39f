/* Builds what the pages load: one style sheet, the fonts, htmx. Run `npm ci && npm run build`.
 *
 * The result is committed, so nobody who uses or installs Muctieu needs Node. `vendor.lock.json`
 * names each file taken from elsewhere with its version, licence and digest; a test compares.
 */
import { createHash } from "node:crypto";
import { copyFile, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import postcss from "postcss";
import { PurgeCSS } from "purgecss";

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.dirname(here);
const modules = path.join(here, "node_modules");
const out = path.join(root, "muctieu/project/static/muctieu");

/* Vietnamese needs all three: â ê ô are in `latin`, ă đ in `latin-ext`, the rest in `vietnamese`. */
const SUBSETS = ["latin", "latin-ext", "vietnamese"];
const FONTS = [
  { package: "@fontsource-variable/inter", name: "inter", sheet: "wght.css" },
  { package: "@fontsource-variable/source-serif-4", name: "source-serif-4", sheet: "wght.css" },
];

/* Classes that no template spells out: Django writes them into forms, htmx onto elements. */
const SAFELIST = [/^htmx-/, "errorlist", "helptext"];

async function manifest(name) {
  return JSON.parse(await readFile(path.join(modules, name, "package.json"), "utf8"));
}

async function digest(file) {
  return createHash("sha256").update(await readFile(file)).digest("hex");
}

/** Copy one file of a package into the output and say where it came from. */
async function take(pkg, file, target) {
  const destination = path.join(out, target);
  await mkdir(path.dirname(destination), { recursive: true });
  await copyFile(path.join(modules, pkg, file), destination);
  const { version, license } = await manifest(pkg);
  return { file: target, name: pkg, version, licence: license, sha256: await digest(destination) };
}

/** The @font-face rules of the wanted subsets, pointing at our copies. */
async function fontFaces(font) {
  const css = await readFile(path.join(modules, font.package, font.sheet), "utf8");
  const kept = [];
  postcss.parse(css).walkAtRules("font-face", (rule) => {
    const source = rule.toString();
    if (SUBSETS.some((subset) => source.includes(`/${font.name}-${subset}-wght-normal.woff2`))) {
      kept.push(source.replaceAll("./files/", "fonts/"));
    }
  });
  return kept.join("\n");
}

/** Let the dark theme also follow the reader's system, without a script.
 *
 * Tabler switches on [data-bs-theme=dark] only. Each such rule is repeated for "auto" inside a
 * media query, so that a page that says "auto" is dark where the system is dark.
 */
function followSystem(root) {
  root.walkRules(/data-bs-theme=["']?dark/, (rule) => {
    if (rule.parent.type === "atrule" && rule.parent.name === "media" && rule.parent.auto) return;
    const media = postcss.atRule({ name: "media", params: "(prefers-color-scheme:dark)" });
    media.auto = true;
    const copy = rule.clone();
    copy.selectors = copy.selectors
      .filter((selector) => /data-bs-theme=["']?dark/.test(selector))
      .map((selector) => selector.replace(/data-bs-theme=["']?dark["']?/g, "data-bs-theme=auto"));
    media.append(copy);
    rule.after(media);
  });
}

async function purged() {
  const [result] = await new PurgeCSS().purge({
    content: [path.join(root, "muctieu/**/*.html"), path.join(root, "muctieu/**/*.py")],
    css: [path.join(modules, "@tabler/core/dist/css/tabler.min.css")],
    safelist: SAFELIST,
    variables: true,
    keyframes: true,
  });
  return result.css.replace(/\/\*# sourceMappingURL=.*?\*\//g, "");
}

async function ownSheets() {
  const folder = path.join(here, "theme");
  const names = (await readdir(folder)).filter((name) => name.endsWith(".css")).sort();
  return Promise.all(names.map((name) => readFile(path.join(folder, name), "utf8")));
}

async function build() {
  await rm(path.join(out, "fonts"), { recursive: true, force: true });
  const vendored = [];
  for (const font of FONTS) {
    for (const subset of SUBSETS) {
      const file = `${font.name}-${subset}-wght-normal.woff2`;
      vendored.push(await take(font.package, `files/${file}`, `fonts/${file}`));
    }
    vendored.push(await take(font.package, "LICENSE", `fonts/LICENSE-${font.name}.txt`));
  }
  vendored.push(await take("htmx.org", "dist/htmx.min.js", "htmx.min.js"));

  const faces = await Promise.all(FONTS.map(fontFaces));
  const sheet = postcss.parse([...faces, await purged(), ...(await ownSheets())].join("\n"));
  followSystem(sheet);
  sheet.walkAtRules("charset", (rule) => rule.remove());
  await writeFile(path.join(out, "muctieu.css"), `@charset "UTF-8";\n${sheet.toString()}\n`);

  const tabler = await manifest("@tabler/core");
  vendored.push({
    file: "muctieu.css",
    name: "@tabler/core",
    version: tabler.version,
    licence: tabler.license,
    sha256: await digest(path.join(out, "muctieu.css")),
  });
  await writeFile(path.join(out, "vendor.lock.json"), `${JSON.stringify(vendored, null, 2)}\n`);
}

await build();
