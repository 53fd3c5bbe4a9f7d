# A service in Python: it calls the next one with the headers of the request, or without.
import os
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

url = os.environ["CALLS"].split("=", 1)[1]
names = ["x-request-id", "traceparent", "tracestate", "b3"] + [
    f"x-b3-{name}" for name in ("traceid", "spanid", "parentspanid", "sampled", "flags")
]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        if self.path != "/healthz":
            kept = os.environ["FAULT"] == "whole"
            headers = {name: self.headers[name] for name in names if kept and self.headers[name]}
            urllib.request.urlopen(urllib.request.Request(url, headers=headers)).read()
        self.send_response(200)
        self.send_header("content-length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *args):
        pass


ThreadingHTTPServer((os.environ.get("HOST", "127.0.0.1"), int(os.environ["PORT"])), Handler).serve_forever()
