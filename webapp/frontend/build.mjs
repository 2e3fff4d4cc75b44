// Builds the front end: src/*.scss and src/*.js to files named after their content, with a manifest.

import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

import * as esbuild from "esbuild";
import * as sass from "sass";

const here = import.meta.dirname;
const source = path.join(here, "src");
const dist = path.resolve(here, "../static/dist");
const packages = path.join(here, "node_modules");

// Where pictures that the CSS names are looked for, and what may never be among them: the brand of
// GOV.UK and of the Ministry is not ours to show.
const pictures = ["@ministryofjustice/frontend/moj/assets/images", "govuk-frontend/dist/govuk/assets/images"];
const branded = /^(govuk-|moj-)|crown|crest/;

// The typeface of what the server draws (PNG and PDF); pages use the reader's own.
const fonts = "@expo-google-fonts/source-sans-3";
const faces = ["400Regular/SourceSans3_400Regular.ttf", "700Bold/SourceSans3_700Bold.ttf"];

const entries = (extension) =>
  readdirSync(source).filter((name) => name.endsWith(extension) && !name.startsWith("_"));

const used = new Set(); // the packages of which something is in the output
const packageOf = (file) => {
  const inside = path.relative(packages, path.resolve(file)).split(path.sep);
  if (inside[0] !== "..") used.add(inside.slice(0, inside[0].startsWith("@") ? 2 : 1).join("/"));
};

function styles(name) {
  const made = sass.compile(path.join(source, name), {
    style: "compressed",
    loadPaths: [here], // the Ministry's Sass says "node_modules/govuk-frontend" in full
    quietDeps: true,
  });
  made.loadedUrls.filter((url) => url.protocol === "file:").forEach((url) => packageOf(fileURLToPath(url)));
  return made.css;
}

async function script(name) {
  const made = await esbuild.build({
    entryPoints: [path.join(source, name)],
    absWorkingDir: here,
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    legalComments: "none", // the licences stand in THIRD_PARTY_NOTICES
    metafile: true,
    write: false,
  });
  Object.keys(made.metafile.inputs).forEach((file) => packageOf(path.join(here, file)));
  return made.outputFiles[0].text;
}

function picture(name) {
  if (branded.test(name)) throw new Error(`The CSS names ${name}, which is somebody's brand. Leave out the component that shows it.`);
  for (const folder of pictures) {
    const file = path.join(packages, folder, name);
    if (readdirSync(path.dirname(file)).includes(name)) return file;
  }
  throw new Error(`The CSS names ${name}, and no package has it.`);
}

function notice(name) {
  const folder = path.join(packages, name);
  const about = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));
  const files = readdirSync(folder).filter((entry) => /^licen[cs]e/i.test(entry));
  const author = about.author?.name ?? about.author ?? "the authors of the package";
  const text = files.length
    ? files.map((entry) => readFileSync(path.join(folder, entry), "utf8").trim()).join("\n\n")
    : `The package carries no licence file; its package.json says ${about.license}, by ${author}.\n\n${mit}`;
  return `${about.name} ${about.version} (${about.license})\n\n${text.trim()}\n`;
}

const mit = readFileSync(path.join(source, "mit.txt"), "utf8");
const texts = new Map();
for (const name of entries(".scss")) texts.set(name.replace(".scss", ".css"), styles(name));
for (const name of entries(".js")) texts.set(name, await script(name));
for (const name of entries(".svg")) texts.set(name, readFileSync(path.join(source, name), "utf8"));

const css = [...texts].filter(([name]) => name.endsWith(".css")).map(([, text]) => text).join("\n");
const named = new Set([...css.matchAll(/url\(["']?assets\/images\/([^"')]+)/g)].map((match) => match[1]));

// Nothing is removed before everything is made, so that a failed build leaves the last one in place.
const copies = [...named].map((name) => [picture(name), path.join(dist, "assets/images", name)]);
for (const face of faces) {
  const file = path.join(packages, fonts, face);
  packageOf(file);
  copies.push([file, path.join(dist, "fonts", path.basename(face))]);
}
const rule = `\n${"-".repeat(80)}\n\n`;
const notices = `The front end of MAPPA Explorer holds parts of these packages.\n${rule}${[...used].sort().map(notice).join(rule)}`;

rmSync(dist, { recursive: true, force: true });
for (const folder of ["assets/images", "fonts"]) mkdirSync(path.join(dist, folder), { recursive: true });
for (const [from, to] of copies) copyFileSync(from, to);
const manifest = { THIRD_PARTY_NOTICES: "THIRD_PARTY_NOTICES.txt" };
writeFileSync(path.join(dist, manifest.THIRD_PARTY_NOTICES), notices);
for (const [name, text] of texts) {
  const { name: stem, ext } = path.parse(name);
  manifest[name] = `${stem}.${createHash("sha256").update(text).digest("hex").slice(0, 10)}${ext}`;
  writeFileSync(path.join(dist, manifest[name]), text);
}
writeFileSync(path.join(dist, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
