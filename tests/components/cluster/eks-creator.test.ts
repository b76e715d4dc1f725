import assert from "node:assert/strict";
import { isSamePrincipal } from "../../../components/cluster/eks-creator";

const session = "arn:aws:sts::123456789012:assumed-role/deploy/up";

describe("whoever makes a cluster", () => {
  const same: readonly [arn: string, caller: string][] = [
    ["arn:aws:iam::123456789012:role/deploy", session],
    ["arn:aws:iam::123456789012:role/ci/deploy", session],
    ["arn:aws:iam::123456789012:user/anna", "arn:aws:iam::123456789012:user/anna"],
  ];
  for (const [arn, caller] of same) it(`is ${arn} as ${caller}`, () => assert.ok(isSamePrincipal(arn, caller)));

  const others: readonly [arn: string, caller: string][] = [
    ["arn:aws:iam::123456789012:role/redeploy", session],
    ["arn:aws:iam::123456789012:role/deploy/preview", session],
    ["arn:aws:iam::210987654321:role/deploy", session],
    ["arn:aws:iam::123456789012:user/deploy", session],
    ["arn:aws:iam::123456789012:role/anna", "arn:aws:iam::123456789012:user/anna"],
  ];
  for (const [arn, caller] of others) it(`is not ${arn} as ${caller}`, () => assert.ok(!isSamePrincipal(arn, caller)));
});
