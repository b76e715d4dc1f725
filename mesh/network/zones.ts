/** An availability zone: its name means another one in each account, its ID the same one in all of them. */
export interface Zone {
  readonly name: string;
  readonly id: string;
}

/** Zones that EKS puts no control plane into (docs.aws.amazon.com, VPC and subnet considerations; eksctl, pkg/az). */
export const ZONES_WITHOUT_EKS: readonly string[] = ["use1-az3", "usw1-az2", "cac1-az3"];

/** Whether a text is the ID of an availability zone, and not of a local or wavelength zone, such as use1-bos1-az1. */
export function isZoneId(text: string): boolean {
  return /^[a-z]+\d+-az\d+$/.test(text);
}
