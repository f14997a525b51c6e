// This machine, as `findServer` asks for it.
import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { isProgram, type Machine } from "./findServer.js";

const PRINT_VERSION = "import sys; print(*sys.version_info[:2])";
const LONGEST = 10_000;

export const machine: Machine = {
  platform: process.platform,
  isProgram,
  async versionOf(python) {
    try {
      // -I and -S: nothing of a project or an environment takes part.
      const { stdout } = await promisify(execFile)(python, ["-I", "-S", "-c", PRINT_VERSION], {
        timeout: LONGEST,
      });
      const [major, minor] = stdout.trim().split(" ").map(Number);
      return major === undefined || minor === undefined ? undefined : [major, minor];
    } catch {
      return undefined;
    }
  },
};
