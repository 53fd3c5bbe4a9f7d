// Command cp is all that the image of the payload can run: `cp -r FROM/. TO` copies the files of a folder, for an init container. It is
// a program of its own because the image has nothing else: no shell, no libc.
package main

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

func main() {
	if len(os.Args) != 4 || os.Args[1] != "-r" {
		fail(fmt.Errorf("usage: cp -r FROM/. TO"))
	}
	from, to := filepath.Clean(os.Args[2]), os.Args[3]
	err := filepath.WalkDir(from, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		if entry.IsDir() {
			return os.MkdirAll(filepath.Join(to, name), 0o755)
		}
		return copyFile(path, filepath.Join(to, name))
	})
	if err != nil {
		fail(err)
	}
}

// copyFile goes by another name first: who reads the file meanwhile never sees a half of it.
func copyFile(from, to string) error {
	source, err := os.Open(from)
	if err != nil {
		return err
	}
	defer source.Close()
	target, err := os.CreateTemp(filepath.Dir(to), ".cp-*")
	if err != nil {
		return err
	}
	if _, err := io.Copy(target, source); err != nil {
		return err
	}
	// For every user id, whatever the umask is.
	if err := target.Chmod(0o644); err != nil {
		return err
	}
	if err := target.Close(); err != nil {
		return err
	}
	return os.Rename(target.Name(), to)
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "cp:", err)
	os.Exit(1)
}
