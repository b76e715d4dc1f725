/**
 * The name of a stack without its organization and project (`ORGANIZATION/PROJECT/STACK`): what its files are named
 * after.
 */
export function shortStackName(stack: string): string {
  return stack.split("/").at(-1) ?? stack;
}
