// What runs inside the lab's namespace: `cases [PART OF AN ID [LANE LANES]]` asks them, or every LANES-th, and prints a line of JSON for each; `shell` is for a person.
import { spawn } from "node:child_process";
import { parseArgs } from "node:util";
import { type LabCase, readCases } from "./case.ts";
import { openLab } from "./lab.ts";
import { tryCase } from "./trial.ts";

const { positionals } = parseArgs({ allowPositionals: true });
const [command = "", part = "", lane = "0", lanes = "1"] = positionals;
const cases = readCases().filter(({ id }) => id.includes(part));

switch (command) {
  case "cases":
    await askAll(cases.filter((_, index) => index % Number(lanes) === Number(lane)));
    break;
  case "shell":
    await openShell(cases);
    break;
  default:
    throw new Error(`"${command}" is nothing that runs inside the lab: cases, shell`);
}

async function askAll(cases: readonly LabCase[]): Promise<void> {
  if (cases.length === 0) return;
  const lab = await openLab(
    cases.map(({ world }) => world()),
    cases.map(({ judge }) => judge),
  );
  try {
    for (const one of cases) console.log(JSON.stringify(await tryCase(one, lab)));
  } finally {
    await lab.close();
  }
}

/** With the world of the first case that was named. */
async function openShell(cases: readonly LabCase[]): Promise<void> {
  const [first] = cases;
  if (first === undefined) throw new Error(`no case is called "${part}"`);
  const lab = await openLab([first.world()], [first.judge]);
  lab.hold(first.world);
  console.log(`case "${first.id}": ${first.image}`);
  for (const { node, socket } of lab.containerds)
    console.log(`containerd ${node.series} (${node.platform}): ${socket}`);
  console.log(`curl --cacert ${lab.authority} …; pullgate: SSL_CERT_FILE=${lab.authority}`);
  const shell = spawn(process.env["SHELL"] ?? "bash", {
    stdio: "inherit",
    env: { ...process.env, SSL_CERT_FILE: lab.authority },
  });
  await new Promise((resolve) => shell.once("exit", resolve));
  await lab.close();
}
