// The peer of reading: `parseAllDocuments` of `yaml` on every file below a folder, and nothing else. Prints how many documents.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";

const [folder = "."] = process.argv.slice(2);
let documents = 0;
for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile()) continue;
  const parsed = parseAllDocuments(readFileSync(join(entry.parentPath, entry.name), "utf8"));
  documents += "empty" in parsed ? 0 : parsed.length;
}
console.log(documents);
