// Package v2 stands in for one generated file of Pulumi's Go SDK for Kubernetes, yaml/v2/kinds.go: the provider's own components
// (ConfigFile, ConfigGroup, Directory, Chart) register what they find in manifests through it.
//
// The generated file has a case for each kind, with its Go type, which nothing in the provider reads. Compiling those types, 26 MB
// of source, takes longer than all the rest of the provider. Every case registers the same: the kind's type in Pulumi's schema,
// which follows from its API version and its name.
package v2

import (
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// object is an object of the cluster of whatever kind.
type object struct {
	pulumi.CustomResourceState
}

// IsListKind tells whether a kind is a list of one of Kubernetes' own kinds, such as PodList: its items are what counts.
func IsListKind(apiVersion, kind string) bool {
	group, _, hasGroup := strings.Cut(apiVersion, "/")
	isOwn := !hasGroup || !strings.Contains(group, ".") || strings.HasSuffix(group, ".k8s.io")
	return isOwn && strings.HasSuffix(kind, "List")
}

// RegisterResource registers an object under the type that Pulumi's schema has for its kind.
func RegisterResource(ctx *pulumi.Context, apiVersion, kind, name string, props pulumi.Input,
	opts ...pulumi.ResourceOption) (pulumi.CustomResource, error) {
	group := apiVersion
	if !strings.Contains(apiVersion, "/") {
		group = "core/" + apiVersion
	}
	var res object
	if err := ctx.RegisterResource("kubernetes:"+group+":"+kind, name, props, &res, opts...); err != nil {
		return nil, err
	}
	return &res, nil
}
