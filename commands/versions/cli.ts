import { defaultsToRenew, supportedDefaults } from "../../mesh/versions/defaults";
import { READ_ON } from "../../mesh/versions/kubernetes-on-eks";
import { today } from "../../policies/engine/exceptions";
import { calendarDay } from "../terminal/arguments";
import { EXIT, npmCommand, runCommand } from "../terminal/command";

/** How long before a default goes out of support it is to be renewed, in days. */
const NOTICE_DAYS = 31;

interface Flags {
  readonly today: string;
}

const program = npmCommand("versions")
  .description("Tells until when the versions are supported that stacks get which name none.")
  .option("--today <day>", "the day to judge by, as YYYY-MM-DD", calendarDay, today())
  .addHelpText("after", `\nExit code: 0 all for longer than ${NOTICE_DAYS} days, 1 one is to be renewed.`)
  .action(tell);

function tell({ today }: Flags): void {
  for (const { name, version, until } of supportedDefaults(today)) {
    console.log(`${name} ${version}  supported until ${until ?? "nobody knows when"}`);
  }
  const reasons = defaultsToRenew(today, NOTICE_DAYS);
  if (reasons.length === 0) return;
  console.error(
    [
      "",
      `to renew in mesh/versions, whose dates are those of ${READ_ON}:`,
      ...reasons.map((reason) => `  ${reason}`),
    ].join("\n"),
  );
  process.exitCode = EXIT.differs;
}

void runCommand(program);
