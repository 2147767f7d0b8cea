// `npm run lab:shell -- PART OF A CASE'S ID`: a shell in the lab, with that case's registries to ask.
import { runInside } from "./namespace.ts";

process.exitCode = await runInside(["shell", process.argv.slice(2).join(" ")]);
