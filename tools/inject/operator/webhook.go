//go:build !webhook_in_apis

package main

import "github.com/open-telemetry/opentelemetry-operator/internal/webhook"

// newWebhook makes what gives an Instrumentation its defaults.
var newWebhook = webhook.NewInstrumentationWebhook
