// What is claimed of what was measured: each a sentence that holds or doesn't, with the figures beside it.
import { changes } from "./changes.ts";
import { costImages, type CostRun } from "./cost.ts";
import type { Forecast } from "./forecast.ts";
import type { Measured } from "./inside.ts";
import type { Price } from "./prices.ts";
import { slowImages, type SlowRun } from "./slow.ts";

export interface Claim {
  readonly name: string;
  readonly holds: boolean;
  readonly figures: string;
}

/** The most requests for each image by name, those for tokens included. */
const requestsAnImage = 1.15;
const usedShare = 0.85;
const refusedShare = 0.02;
const forecastError = 0.05;
/** Of what remains, unless settings say otherwise: a hundred, here. */
const usualBudget = 20;

/** Of everything that was measured, in the order in which it is told. */
export function claimsOf({ prices, forecasts, cost, slow }: Partial<Measured>): readonly Claim[] {
  return [
    ...(prices ?? []).map(priceClaim),
    ...(forecasts ?? []).flatMap(forecastClaims),
    ...(cost ?? []).flatMap(costClaims),
    ...(slow === undefined ? [] : slowClaims(slow)),
  ];
}

/** The most that one source was counted for: every address has a limit of its own. */
export function countedFor({ counted }: Forecast): number {
  return Math.max(0, ...Object.values(counted));
}

function priceClaim({ name, series, counted, expected }: Price): Claim {
  return { name: `containerd ${series}, ${name}: ${expected}`, holds: counted === expected, figures: `${counted}` };
}

function forecastClaims(forecast: Forecast): readonly Claim[] {
  const { name, told, counted, verdicts, ownPulls } = forecast;
  const change = changes.find((one) => one.name === name);
  const needed = told?.needed ?? null;
  const most = countedFor(forecast);
  const sources = Object.entries(counted).map(([source, pulls]) => `${source} ${pulls}`);
  const limit = change?.account === null ? 100 : 200;
  return [
    {
      name: `${name}: the nodes are counted as worked out by hand`,
      holds:
        most === change?.pulls &&
        Object.keys(counted).length === (change.account === null ? change.egressAddresses : 1),
      figures: `${sources.join(", ")}; by hand ${change?.pulls}`,
    },
    {
      name: `${name}: the forecast is what was counted, within 5 %`,
      holds: needed !== null && Math.abs(needed - most) <= forecastError * most,
      figures: `${needed} forecast, ${most} counted`,
    },
    {
      name: `${name}: the limit is told as the headers say`,
      holds: told?.limit === limit && told.windowSeconds === 21600,
      figures: `${told?.limit ?? "no limit"} in ${told?.windowSeconds ?? "no"} seconds`,
    },
    {
      name: `${name}: everything is pullable, within the usual budget`,
      holds: verdicts.length > 0 && verdicts.every((verdict) => verdict === "pullable") && ownPulls <= usualBudget,
      figures: `${verdicts.length} uses, ${ownPulls} pulls of the gate's own`,
    },
  ];
}

function costClaims(run: CostRun): readonly Claim[] {
  const { name, depth, isWarm, images, pullable, requests, pulls, mostOf, told } = run;
  const bounds =
    depth === "reference"
      ? {
          name: `no counted pull, and ${requestsAnImage} requests an image at most`,
          holds: pulls === 0 && requests / images <= requestsAnImage,
        }
      : isWarm
        ? { name: "no counted pull", holds: pulls === 0 }
        : {
            name: "two counted pulls for an index at most, one for a single manifest",
            holds: pulls > 0 && mostOf.index <= 2 && mostOf.single <= 1,
          };
  return [
    {
      name: `${images} images ${name}: all pullable`,
      holds: pullable === costImages && images === costImages,
      figures: `${pullable} pullable`,
    },
    {
      name: `${images} images ${name}: ${bounds.name}`,
      holds: bounds.holds,
      figures: `${pulls} pulls (${mostOf.index} an index, ${mostOf.single} a manifest at most), ${requests} requests, ${(requests / images).toFixed(2)} an image`,
    },
    {
      name: `${images} images ${name}: the report tells what the gateway counts`,
      holds: told.requests === requests && told.pulls === pulls,
      figures: `${told.requests} requests and ${told.pulls} pulls told`,
    },
  ];
}

function slowClaims({ images, pullable, requests, refused, seconds, used, told }: SlowRun): readonly Claim[] {
  return [
    {
      name: `${images} images of a slow registry: all pullable`,
      holds: images === slowImages && pullable === slowImages,
      figures: `${pullable} pullable`,
    },
    {
      name: `${images} images of a slow registry: 85 % of what it allows is used`,
      holds: used >= usedShare,
      figures: `${percent(used)} in ${seconds.toFixed(1)} s`,
    },
    {
      name: `${images} images of a slow registry: 2 % of the requests are refused at most`,
      holds: requests > 0 && refused / requests <= refusedShare,
      figures: `${refused} of ${requests}, ${percent(refused / Math.max(1, requests))}`,
    },
    {
      name: `${images} images of a slow registry: the report tells what the gateway counts`,
      holds: told.requests === requests,
      figures: `${told.requests} told`,
    },
  ];
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
