import * as pulumi from "@pulumi/pulumi";
import { tokenIssuer, tokenRequired } from "../../mesh/security/authorization";
import { type GatewayConfig } from "../../mesh/security/ingress";
import { type JwtConfig } from "../../mesh/security/security";
import { AuthorizationPolicy, istioObject, RequestAuthentication } from "../istio/istio-objects";

export interface IngressTokensArgs {
  readonly jwt: JwtConfig;
  readonly gateway: GatewayConfig;
  /** Labels of the ingress gateway's pods. */
  readonly gatewaySelector: Readonly<Record<string, string>>;
}

/** Whose JSON web tokens the ingress gateway takes, and on which paths it takes nothing else. */
export class IngressTokens extends pulumi.ComponentResource {
  static readonly __pulumiType: string = "mesh:index:IngressTokens";

  constructor(
    name: string,
    { jwt, gateway, gatewaySelector }: IngressTokensArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super(IngressTokens.__pulumiType, name, {}, opts);
    const own = { parent: this };

    const issuer = new RequestAuthentication(
      `${name}-issuer`,
      istioObject(tokenIssuer(jwt, gateway.namespace, gatewaySelector)),
      own,
    );
    const required = tokenRequired(jwt, gateway, gatewaySelector);
    // Demanded only once tokens are read: before that no request could have one.
    if (required) new AuthorizationPolicy(`${name}-required`, istioObject(required), { ...own, dependsOn: issuer });

    this.registerOutputs();
  }
}
