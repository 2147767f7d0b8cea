// Asks docker-registry-client for one image, in a process of its own: it throws where no caller can catch it.
// Takes a question and prints the answer; where it crashes or never calls back, nothing is printed.
import client from "docker-registry-client";
import * as v from "valibot";
import { type Answer, questionSchema } from "./answers.ts";

const errorSchema = v.object({ name: v.string(), statusCode: v.optional(v.number()), message: v.string() });
const { image, login = "", options } = v.parse(questionSchema, JSON.parse(process.argv[2] ?? ""));

try {
  const repo = client.parseRepoAndRef(image);
  const [, username, password] = /^([^:]+):(.*)$/.exec(login) ?? [];
  const credentials = username === undefined || password === undefined ? {} : { username, password };
  const asking = client.createClientV2({ repo, ...credentials, ...options });
  asking.getManifest({ ref: repo.digest ?? repo.tag ?? "" }, (error, _manifest, response, text) => {
    asking.close();
    if (error !== null && error !== undefined) return print(failure(error));
    const header = response.headers["docker-content-digest"] ?? null;
    print({ kind: "digest", header, computed: client.digestFromManifestStr(text) });
  });
} catch (error) {
  print(failure(error));
}

function failure(error: unknown): Answer {
  const { name, statusCode = null, message } = v.parse(errorSchema, error);
  return { kind: "error", name, status: statusCode, message };
}

function print(answer: Answer): void {
  console.log(JSON.stringify(answer));
}
