// What one pull costs: how many of its requests Docker Hub would count, of each containerd, for everything that a tag can name.
import { digestIn } from "../../support/registry/contents.ts";
import type { Containerd } from "../containerd.ts";
import { dockerIndex, dockerSingle, hubWorld, index, single } from "./hub.ts";
import type { LimitsLab } from "./lab.ts";

/** A pull of a containerd that has pulled those before it. */
interface Priced {
  readonly name: string;
  readonly image: string;
  /** What Pullgate reckons with. */
  readonly expected: number;
}

export interface Price {
  readonly name: string;
  readonly series: string;
  readonly counted: number;
  readonly expected: number;
}

const world = hubWorld({
  "price/index": { "1": index, stable: { ...index, twin: "1" }, "2": index },
  "price/list": { "1": dockerIndex },
  "price/single": { "1": single, stable: { twin: "1" }, "2": single },
  "price/docker": { "1": dockerSingle },
});

const pulls: readonly Priced[] = [
  { name: "an index", image: "price/index:1", expected: 2 },
  { name: "an index of Docker's format", image: "price/list:1", expected: 2 },
  { name: "an index by its digest", image: `price/index@${digestOf("price/index:2")}`, expected: 2 },
  { name: "a single manifest", image: "price/single:1", expected: 1 },
  { name: "a single manifest of Docker's format", image: "price/docker:1", expected: 1 },
  { name: "a single manifest by its digest", image: `price/single@${digestOf("price/single:2")}`, expected: 1 },
  { name: "another tag of an index that is there", image: "price/index:stable", expected: 0 },
  { name: "another tag of a manifest that is there", image: "price/single:stable", expected: 0 },
  { name: "the same again", image: "price/index:1", expected: 0 },
];

function digestOf(image: string): string {
  return digestIn(world, `docker.io/${image}`);
}

export async function measurePrices(lab: LimitsLab): Promise<readonly Price[]> {
  lab.gateway.present(() => world);
  return (await Promise.all((await lab.series()).map(async (one) => pricesOf(one, lab)))).flat();
}

async function pricesOf(containerd: Containerd, { gateway }: LimitsLab): Promise<readonly Price[]> {
  const { series } = containerd.node;
  const prices: Price[] = [];
  for (const { name, image, expected } of pulls) {
    const before = gateway.countedOf(`containerd/${series}`).length;
    const pull = await containerd.pull(`docker.io/${image}`, null, 30_000);
    if (pull.kind === "failed") throw new Error(`containerd ${series} can't pull ${image}: ${pull.words}`);
    const counted = gateway.countedOf(`containerd/${series}`).length - before;
    prices.push({ name, series, counted, expected });
  }
  if (gateway.countedOf(`containerd/${series}`).length === 0) throw new Error(`nobody is called containerd/${series}`);
  return prices;
}
