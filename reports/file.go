package reports

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// WriteFile renders a report into a temporary file beside path, has verify
// read it back (nil: no check), syncs it and renames it into place. A reader
// of path sees the old report or the new one, never a part. Missing
// directories are made.
func WriteFile(path string, render func(io.Writer) error, verify func(io.Reader) error) (err error) {
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
