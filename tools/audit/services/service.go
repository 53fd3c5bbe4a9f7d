// A service in Go: it calls the next one without the headers of the request.
package main

import (
	"io"
	"net/http"
	"os"
	"strings"
)

func main() {
	_, url, _ := strings.Cut(os.Getenv("CALLS"), "=")
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/healthz" {
			response, err := http.Get(url)
			if err != nil {
				http.Error(w, err.Error(), 500)
				return
			}
			io.Copy(io.Discard, response.Body)
			response.Body.Close()
		}
		io.WriteString(w, "ok")
	})
	host := os.Getenv("HOST")
	if host == "" {
		host = "127.0.0.1"
	}
	http.ListenAndServe(host+":"+os.Getenv("PORT"), nil)
}
