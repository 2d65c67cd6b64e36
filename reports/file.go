package reports

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// WriteFile renders a report into a temporary file beside path, has verify
// read it back (nil: no check), syncs it and renames it into place. A reader
// of path sees the old report or the new one, never a part. Missing
// directories are made. A path that is there and no regular file, such as a
// pipe, is written to as it is.
func WriteFile(path string, render func(io.Writer) error, verify func(io.Reader) error) (err error) {
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() && !info.IsDir() {
		return writeThrough(path, render)
	}
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, "."+filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	defer func() {
		f.Close()
		if err != nil {
			os.Remove(f.Name())
		}
	}()
	w := bufio.NewWriterSize(f, 64<<10)
	if err := render(w); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if verify != nil {
		if _, err := f.Seek(0, io.SeekStart); err != nil {
			return err
		}
		if err := verify(bufio.NewReaderSize(f, 64<<10)); err != nil {
			return fmt.Errorf("%s: written, but does not read back: %w", path, err)
		}
	}
	if err := f.Chmod(0o644); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

// writeThrough writes to a device or a pipe, which cannot be replaced.
func writeThrough(path string, render func(io.Writer) error) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(f, 64<<10)
	if err := errors.Join(render(w), w.Flush(), f.Close()); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}
