// Command launcher starts Pulumi's language host for Node.js with the options that the project in the working directory has under
// `runtime`. The engine sends them with each request, as newer hosts expect; the host beside this program knows them as flags only.
package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"syscall"

	"gopkg.in/yaml.v3"
)

const host = "pulumi-language-nodejs-host"

// The names that Pulumi looks for (sdk/go/common/workspace). What is JSON is YAML, too.
var projectFiles = []string{"Pulumi.yaml", "Pulumi.yml", "Pulumi.json"}

type options struct {
	TypeScript *bool  `yaml:"typescript"`
	NodeArgs   string `yaml:"nodeargs"`
	TSConfig   string `yaml:"tsconfig"`
}

func main() {
	if err := start(); err != nil {
		fmt.Fprintln(os.Stderr, "pulumi-language-nodejs:", err)
		os.Exit(1)
	}
}

func start() error {
	project, err := readProject()
	if err != nil {
		return err
	}
	options, err := optionsOf(project)
	if err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	program := filepath.Join(filepath.Dir(self), host)
	args := append([]string{program}, flagsFor(options)...)
	return syscall.Exec(program, append(args, os.Args[1:]...), os.Environ())
}

// readProject gives back the text of the project file, which is empty outside of a project: Pulumi asks the host about itself there.
func readProject() ([]byte, error) {
	for _, name := range projectFiles {
		text, err := os.ReadFile(name)
		if !errors.Is(err, fs.ErrNotExist) {
			return text, err
		}
	}
	return nil, nil
}

// optionsOf reads `runtime: {options: ...}`. A runtime that is only named has none.
func optionsOf(project []byte) (options, error) {
	var file struct {
		Runtime yaml.Node `yaml:"runtime"`
	}
	var runtime struct {
		Options options `yaml:"options"`
	}
	if err := yaml.Unmarshal(project, &file); err != nil {
		return options{}, err
	}
	if file.Runtime.Kind != yaml.MappingNode {
		return options{}, nil
	}
	err := file.Runtime.Decode(&runtime)
	return runtime.Options, err
}

func flagsFor(options options) []string {
	var flags []string
	if options.TypeScript != nil {
		flags = append(flags, "-typescript="+strconv.FormatBool(*options.TypeScript))
	}
	if options.NodeArgs != "" {
		flags = append(flags, "-nodeargs="+options.NodeArgs)
	}
	if options.TSConfig != "" {
		flags = append(flags, "-tsconfig="+options.TSConfig)
	}
	return flags
}
