import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder with a `pulumi` that knows one stack, `test`, whose outputs are these and whose last update was in 2020. */
export class FakePulumi {
  readonly folder = mkdtempSync(join(tmpdir(), "fake-pulumi-"));

  /** @param printed what is printed in the place of the outputs as JSON */
  constructor(outputs: unknown, printed = JSON.stringify(outputs)) {
    const file = join(this.folder, "pulumi");
    writeFileSync(
      file,
      `#!/bin/sh
case "$*" in
  "stack output --json "*"--stack test") cat <<'END'
${printed}
END
    ;;
  "stack history "*"--stack test") echo '[{"endTime":"2020-01-01T00:00:00.000Z"}]';;
  *) echo "error: no stack named 'other' found" >&2; exit 255;;
esac
`,
    );
    chmodSync(file, 0o755);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}
