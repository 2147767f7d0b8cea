// A run that keeps pieces in a folder, in a process of its own: `node writing.ts FOLDER FIRST COUNT [FILES]`, with room for so many files a
// part. It says when it has begun.
import process from "node:process";
import { openStore } from "../../src/edges/store.ts";
import { piece } from "./pieces.ts";

const [folder = "", first = "0", count = "0", files] = process.argv.slice(2);
const store = openStore({
  folder,
  workingFolder: "/",
  log: (line) => console.error(line),
  wall: () => Date.now(),
  isForks: false,
  ...(files === undefined ? {} : { share: { files: Number(files), bytes: Number(files) * 4000 } }),
});
for (let at = Number(first); at < Number(first) + Number(count); at += 1) {
  const { digest, body } = piece(at);
  store.put(digest, "manifest", body);
}
console.log("begun");
await store.close();
console.log("done");
