import { UserError } from "../../terminal/user-error";

/** The sandbox is root's: nobody else can see or change it. Throws a UserError for anybody else. */
export function requireRoot(command: string): void {
  const user = process.geteuid?.() ?? 0;
  if (user !== 0) throw new UserError(refusal(`\`${command}\``, user));
}

/** What somebody else than root is told. */
export function refusal(command: string, user: number): string {
  return (
    `${command} works on the sandbox, which belongs to root, and you are user ${user}.\n` +
    "  to fix:  become root with `sudo -i`, go to this folder and run the same command again"
  );
}
