// Objects of a repository through one `git cat-file --batch`: a question a line, answers in the same order.
// Names go over standard input, where nothing is an option. Source: git-cat-file(1), "Batch output".
import { git, type GitPlace, startGit, stop } from "./git.ts";

type ObjectAnswer =
  | { readonly kind: "object"; readonly id: string; readonly type: string; readonly bytes: Buffer }
  /** Longer than what was asked for; its bytes are passed over. */
  | { readonly kind: "too-large" }
  | { readonly kind: "missing" }
  /** git itself is gone, or said what can't be read. */
  | { readonly kind: "failed" };

export interface Objects {
  /** What a name of git's stands for (`HEAD`, `main^{commit}`, an object's id), up to `maxBytes` of it. */
  read(name: string, maxBytes: number): Promise<ObjectAnswer>;
  close(): void;
}

interface Question {
  readonly maxBytes: number;
  readonly settle: (answer: ObjectAnswer) => void;
}

/** An answer on its way: `kept` is `null` where it is too large. */
interface Incoming {
  readonly question: Question;
  readonly id: string;
  readonly type: string;
  /** The line feed behind the bytes included. */
  left: number;
  readonly kept: Buffer[] | null;
}

/** git answers from the disk: who is silent for so long will not speak any more. */
const patienceMs = 30_000;
/** An answer's first line repeats the name that it was asked by. */
const longestHeader = 16 * 1024;

/** Starts git in a repository. Where that fails every answer is `failed`. */
export async function openObjects(place: GitPlace): Promise<Objects> {
  const child = await startGit(["cat-file", "--batch"], place, false);
  const waiting: Question[] = [];
  let header = Buffer.alloc(0);
  let incoming: Incoming | null = null;
  let over = false;
  let timer: NodeJS.Timeout | null = null;

  function end(): void {
    if (over) return;
    over = true;
    if (timer !== null) clearTimeout(timer);
    stop(child);
    incoming?.question.settle({ kind: "failed" });
    for (const { settle } of waiting.splice(0)) settle({ kind: "failed" });
  }

  function watch(): void {
    if (timer !== null) clearTimeout(timer);
    timer = waiting.length > 0 || incoming !== null ? setTimeout(end, patienceMs) : null;
  }

  function takeHeader(line: string): void {
    const question = waiting.shift();
    if (question === undefined) return end();
    const [, id = "", type = "", size] = /^([0-9a-f]+) (\w+) (\d+)$/.exec(line) ?? [];
    // `NAME missing`, `NAME ambiguous`: there is no one object of that name.
    if (size === undefined) return question.settle({ kind: "missing" });
    const kept = Number(size) > question.maxBytes ? null : [];
    incoming = { question, id, type, left: Number(size) + 1, kept };
  }

  function takeBytes(current: Incoming, bytes: Buffer): void {
    current.left -= bytes.length;
    current.kept?.push(bytes);
    if (current.left > 0) return;
    incoming = null;
    const { id, type, kept, question } = current;
    if (kept === null) question.settle({ kind: "too-large" });
    else question.settle({ kind: "object", id, type, bytes: Buffer.concat(kept).subarray(0, -1) });
  }

  function take(chunk: Buffer): void {
    for (let at = 0; at < chunk.length && !over;) {
      if (incoming !== null) {
        const bytes = chunk.subarray(at, at + incoming.left);
        at += bytes.length;
        takeBytes(incoming, bytes);
        continue;
      }
      const lineFeed = chunk.indexOf(10, at);
      const to = lineFeed === -1 ? chunk.length : lineFeed;
      header = Buffer.concat([header, chunk.subarray(at, to)]);
      at = to + 1;
      if (header.length > longestHeader) return end();
      if (lineFeed === -1) break;
      const line = header.toString("latin1");
      header = Buffer.alloc(0);
      takeHeader(line);
    }
    if (!over) watch();
  }

  child.on("error", end).once("close", end);
  child.stdin?.on("error", end);
  child.stderr?.resume();
  child.stdout?.on("data", take);
  return {
    read: (name, maxBytes) =>
      new Promise((settle) => {
        if (over || name.includes("\n")) return settle({ kind: over ? "failed" : "missing" });
        waiting.push({ maxBytes, settle });
        if (timer === null) watch();
        child.stdin?.write(`${name}\n`);
      }),
    close: end,
  };
}

/** The repository around a folder, as far as `git rev-parse` tells. */
export interface Around {
  /** From the repository's root to the folder: empty, or with `/` at its end. */
  readonly prefix: string;
  /** Its history ends early: `actions/checkout` fetches one commit. */
  readonly isShallow: boolean;
}

/** The repository that a folder is in, or why there is none: completes "…, because". */
export async function repositoryAround(place: GitPlace): Promise<Around | string> {
  // The prefix comes last, since the name of a folder may hold a line feed.
  const answer = await git(["rev-parse", "--is-inside-work-tree", "--is-shallow-repository", "--show-prefix"], place);
  switch (answer.kind) {
    case "no-git":
      return "git is not on the path";
    case "failed":
      if (/not a git repository/i.test(answer.words)) return "the working folder is in no git repository";
      if (answer.words.includes("dubious ownership"))
        return `git does not trust a repository of another user: name it in safe.directory (${answer.words})`;
      return `git can't read this repository (${answer.words})`;
    case "done": {
      const [, inside, shallow, prefix = ""] = /^(\w+)\n(\S+)\n([^]*)\n$/.exec(answer.stdout.toString("utf8")) ?? [];
      if (inside !== "true") return "the working folder is in no working tree of git";
      return { prefix, isShallow: shallow === "true" };
    }
  }
}
