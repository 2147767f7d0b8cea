// Credentials told apart: by whose they are, for people, and by what they are to a registry.
import type { Candidate } from "../model.ts";

/** `anonymous`, `node`, `secret NAMESPACE/NAME`: the contract's words for whose credential a request carried. */
export function credentialLabel(candidate: Candidate): string {
  return candidate.kind === "anonymous" ? "anonymous" : candidate.holder;
}

/** Whose a request carries: who asks with a blank login carries none. */
export function carriedLabel(candidate: Candidate): string {
  return isBlank(candidate) ? "anonymous" : credentialLabel(candidate);
}

/** The same for candidates that are the same to a registry, whoever holds them. */
export function candidateMark(candidate: Candidate): string {
  switch (candidate.kind) {
    case "anonymous":
      return "anonymous";
    case "login":
      return loginMark(candidate);
    case "identity-token":
      return JSON.stringify([candidate.secret.mark]);
  }
}

/** The same for an entry that such a candidate would be made of. */
export function loginMark(login: Pick<Extract<Candidate, { kind: "login" }>, "username" | "secret">): string {
  return isEmpty(login) ? "blank" : JSON.stringify([login.username, login.secret.mark]);
}

/** A login without a name or without a password is none to containerd (`ParseAuth`; `authorizer.go`, GenerateTokenOptions). */
export function isBlank(candidate: Candidate): boolean {
  return candidate.kind === "login" && isEmpty(candidate);
}

function isEmpty({ username, secret }: Pick<Extract<Candidate, { kind: "login" }>, "username" | "secret">): boolean {
  return username === "" || secret.reveal() === "";
}
