import { type Answers, type Recording } from "../recorder";

/** The zones' IDs of the account that tests have. */
const ZONE_IDS: Readonly<Record<string, string>> = {
  "ap-northeast-1a": "apne1-az4",
  "ap-northeast-1c": "apne1-az1",
  "ap-northeast-1d": "apne1-az2",
};

/** The answers to a program whose stack has what was recorded, as the engine tells it of the state. */
export function after({ registrations }: Recording, answers: Answers): Answers {
  const outputs = registrations.map(({ urn, type, inputs }) => {
    const availabilityZoneId = ZONE_IDS[String(inputs["availabilityZone"])];
    return [urn, { type, outputs: { ...inputs, ...(availabilityZoneId !== undefined && { availabilityZoneId }) } }];
  });
  const state = { outputs: Object.fromEntries(outputs) as Record<string, unknown> };
  return { ...answers, calls: { ...answers.calls, "pulumi:pulumi:readStackResourceOutputs": state } };
}
