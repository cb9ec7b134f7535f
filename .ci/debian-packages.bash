# shellcheck shell=bash
# What the tests need of Debian, one line each: the command that is looked for, and the package that has it.
# Only what a test uses now; add a line, with the reason, together with the test that needs it.
debian_packages=(
  "go golang-go"   # tests/Gateway.ClientTests runs the real go command against the gateway
  "promtool prometheus"   # tests/Gateway.IntegrationTests checks /metrics and deploy/prometheus with it, and scrapes with the real server
  "chromium chromium"   # tests/Gateway.ClientTests drives the dashboard in it
)
