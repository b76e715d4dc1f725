/** Whether a text fits a pattern in which `*` stands for any characters, also none. */
export function fits(pattern: string, text: string): boolean {
  const expression = pattern.split("*").map((literal) => literal.replace(/[\\^$.|?+()[\]{}]/g, "\\$&"));
  return new RegExp(`^${expression.join(".*")}$`, "s").test(text);
}
