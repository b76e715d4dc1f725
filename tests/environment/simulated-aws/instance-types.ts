/** The processors of some EC2 instance types, as DescribeInstanceTypes tells of them. */
export const ARCHITECTURES: Readonly<Record<string, "arm64" | "x86_64">> = {
  "t3.medium": "x86_64",
  "t3.large": "x86_64",
  "t3a.medium": "x86_64",
  "m5.large": "x86_64",
  "m6i.large": "x86_64",
  "m7i.large": "x86_64",
  "m7i-flex.large": "x86_64",
  "t4g.medium": "arm64",
  "t4g.large": "arm64",
  "m6g.large": "arm64",
  "m7g.large": "arm64",
  "m8g.large": "arm64",
};
