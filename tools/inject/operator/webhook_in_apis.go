//go:build webhook_in_apis

package main

import "github.com/open-telemetry/opentelemetry-operator/apis/v1alpha1"

// newWebhook makes what gives an Instrumentation its defaults: where it was until 0.146.
var newWebhook = v1alpha1.NewInstrumentationWebhook
