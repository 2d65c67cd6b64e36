// Command concord holds a cloud's API documentation, mocks of the cloud, SDKs
// and the live cloud against each other. `concord --help` says how.
package main

import "os"

func main() { os.Exit(execute(os.Args[1:], newWorld())) }
