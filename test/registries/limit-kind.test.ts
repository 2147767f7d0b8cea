// What a limit counts, by what registries say of it.
import { expect, test } from "vitest";
import type { LimitKind } from "../../src/model.ts";
import { limitOf } from "../../src/registries/limit-kind.ts";
import { answer, type AnswerWish } from "./answers.ts";

const said = (message: string): object => ({ errors: [{ code: "TOOMANYREQUESTS", message }] });
const source = { "docker-ratelimit-source": "203.0.113.7", "ratelimit-limit": "100;w=21600" };

test.for<[string, AnswerWish, LimitKind | null]>([
  [
    "Docker Hub's pulls",
    { status: 429, body: said("You have reached your pull rate limit. https://www.docker.com/increase-rate-limit") },
    "pulls",
  ],
  [
    "the same of an address",
    { status: 429, body: said("You have reached your unauthenticated pull rate limit.") },
    "pulls",
  ],
  ["the same, told to HEAD", { status: 429, headers: { ...source, "ratelimit-remaining": "0;w=21600" } }, "pulls"],
  ["pulls that are left", { status: 429, headers: { ...source, "ratelimit-remaining": "76;w=21600" } }, "requests"],
  ["nothing left of what nobody counts by", { status: 429, headers: { "ratelimit-remaining": "0" } }, "requests"],
  ["Docker Hub's guard against abuse", { status: 429, body: "Too Many Requests" }, "requests"],
  ["nothing at all", { status: 429 }, "requests"],
  ["ECR Public's rate", { status: 429, body: said("Rate exceeded") }, "requests"],
  ["ECR Public's data", { status: 429, body: said("Data limit exceeded") }, "data"],
  ["GHCR's rate", { status: 429, body: said("retry-after: 1.16ms, allowed: 44000/minute") }, "requests"],
  ["GHCR's second limit", { status: 403, body: { message: "You have exceeded a secondary rate limit" } }, "requests"],
  ["a refusal", { status: 403, body: { errors: [{ code: "DENIED", message: "denied" }] } }, null],
  ["the same words beside another status", { status: 503, body: said("You have reached your pull rate limit") }, null],
  ["a good answer", { status: 200, headers: { ...source, "ratelimit-remaining": "0;w=21600" } }, null],
])("%s", ([, wish, expected]) => {
  expect(limitOf(answer(wish))).toBe(expected);
});
