import { defaultsToRenew, type SupportedDefault, supportedDefaults } from "../../mesh/versions/defaults";
import { READ_ON } from "../../mesh/versions/kubernetes-on-eks";
import { today } from "../../policies/engine/exceptions";
import { calendarDay } from "../terminal/arguments";
import { EXIT, type LoadCommand, npmCommand, runCommand } from "../terminal/command";
import { helpEnd } from "../terminal/help-end";

/** How long before a default goes out of support it is to be renewed, in days. */
const NOTICE_DAYS = 31;

interface Flags {
  readonly today: string;
  readonly json?: true;
}

const program = npmCommand("versions")
  .description("Tells until when the default versions of Kubernetes and Istio are supported.")
  .option("--today <day>", "the day to judge by, as YYYY-MM-DD", calendarDay, today())
  .option("--json", "print them as JSON")
  .addHelpText(
    "after",
    helpEnd({
      examples: ["npm run versions", "npm run versions -- --today 2027-07-15 --json"],
      exitCodes: {
        [EXIT.ok]: `all are supported for longer than ${NOTICE_DAYS} days`,
        [EXIT.differs]: "one is to be renewed",
      },
    }),
  )
  .action(tell);

/** What `--json` prints: fields are only ever added. */
export interface VersionsReport {
  readonly formatVersion: 1;
  /** The day by which it is judged, and that of the dates themselves. */
  readonly today: string;
  readonly readOn: string;
  /** What stacks get that name no versions. */
  readonly versions: readonly SupportedDefault[];
  /** Why versions are to be renewed; none where all are supported for long enough. */
  readonly toRenew: readonly string[];
}

function tell({ today, json }: Flags): void {
  const versions = supportedDefaults(today);
  const toRenew = defaultsToRenew(today, NOTICE_DAYS);
  if (toRenew.length > 0) process.exitCode = EXIT.differs;
  if (json) {
    const report: VersionsReport = { formatVersion: 1, today, readOn: READ_ON, versions, toRenew };
    console.log(JSON.stringify(report, undefined, 2));
    return;
  }
  for (const { name, version, until } of versions) {
    console.log(`${name} ${version}  supported until ${until ?? "nobody knows when"}`);
  }
  if (toRenew.length === 0) return;
  console.error(
    [
      "",
      `to renew in mesh/versions, whose dates are those of ${READ_ON}:`,
      ...toRenew.map((reason) => `  ${reason}`),
    ].join("\n"),
  );
}

export const loadCommand: LoadCommand = () => Promise.resolve(program);

if (require.main === module) void runCommand(program);
