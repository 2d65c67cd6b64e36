package runner

import (
	"io"
	"net/http"
	"testing"
	"time"
)

// TestServeAtLetsExchangesEnd holds that an answer under way is whole though
// the server is stopped meanwhile, and that nothing is served after.
func TestServeAtLetsExchangesEnd(t *testing.T) {
	began, goOn := make(chan bool), make(chan bool)
	base, stop, err := ServeAt("127.0.0.1:0", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		close(began)
		<-goOn
		io.WriteString(w, "whole")
	}))
	if err != nil {
		t.Fatal(err)
	}
	answer := make(chan string, 1)
	go func() {
		resp, err := http.Get(base)
		if err != nil {
			answer <- err.Error()
			return
		}
		defer resp.Body.Close()
		body, err := io.ReadAll(resp.Body)
		if err != nil {
			answer <- err.Error()
			return
		}
		answer <- string(body)
	}()
	<-began
	time.AfterFunc(50*time.Millisecond, func() { close(goOn) })
	stop()
	if got := <-answer; got != "whole" {
		t.Errorf("the answer under way was %q", got)
	}
	if resp, err := http.Get(base); err == nil {
		resp.Body.Close()
		t.Error("a request is answered after the end")
	}
	if _, _, err := ServeAt("127.0.0.1:none", nil); err == nil {
		t.Error("a port that is none is listened on")
	}
}
