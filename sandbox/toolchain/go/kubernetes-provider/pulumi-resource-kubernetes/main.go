// pulumi-resource-kubernetes is Pulumi's own provider for Kubernetes, built from its Go module.
//
// The module's own program cannot be built where it lies: it embeds two files that only its release makes. Both are the module's
// schema.json and terraform-mapping.json, without white space and with the version put in; the build puts them beside this file.
package main

import (
	_ "embed"

	"github.com/pulumi/pulumi-kubernetes/provider/v4/pkg/provider"
	"github.com/pulumi/pulumi-kubernetes/provider/v4/pkg/version"
)

//go:embed schema.json
var schema []byte

//go:embed terraform-mapping.json
var mapping []byte

func main() {
	provider.Serve("kubernetes", version.Version, schema, mapping)
}
