#!/usr/bin/env node
import { tolerateClosedPipe } from "../src/cli/closed-pipe.ts";
import { main } from "../src/cli/main.ts";

for (const stream of [process.stdout, process.stderr]) tolerateClosedPipe(stream);
process.exitCode = await main(process.argv.slice(2), process);
