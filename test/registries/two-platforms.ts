// The same image for two platforms, and a walk down to its config.
import type { Outcome } from "../../src/model.ts";
import type { Line } from "../support/scripted.ts";
import { configFor, indexOf, manifestOf } from "./images.ts";
import { networkOf, type ProbeWish } from "./walks.ts";

export const image = "registry.test/shop/web:1";
export const amd64 = configFor("linux/amd64");
export const arm64 = configFor("linux/arm64");
export const amd64Image = manifestOf(amd64);
export const arm64Image = manifestOf(arm64);
export const both = indexOf([
  ["linux/amd64", amd64Image],
  ["linux/arm64", arm64Image],
]);
export const linuxAmd64 = { os: "linux", architecture: "amd64", variant: "", osVersion: "" };
export const linuxArm64 = { os: "linux", architecture: "arm64", variant: "", osVersion: "" };

export async function walkOver(script: readonly Line[], wish: ProbeWish = {}): Promise<Outcome> {
  return networkOf(script).walk(image, { depth: "manifest", ...wish });
}
