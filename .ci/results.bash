# shellcheck shell=bash
# Sums the test results, so that no exit code of a test runner can hide a failure or an empty run.

# The value of one attribute of a <Counters .../> line.
counter() { sed -n "s/.* $1=\"\([0-9]*\)\".*/\1/p" <<< "$2"; }

# The assemblies of the solution's test projects, as they are named in results: in lower case.
test_assemblies() {
  local project
  for project in $(grep -l '<IsTestProject>true</IsTestProject>' tests/*/*.csproj); do
    basename "$project" .csproj | tr '[:upper:]' '[:lower:]'
  done
}

# report RESULTS STATUS: prints what is wrong, then the closing line; fails unless every project ran and every test passed.
report() {
  local results=$1 status=$2 passed=0 failed=0 skipped=0 complaint=0 assembly file line total run ok
  for assembly in $(test_assemblies); do
    file=$(grep -rli --include='*.trx' "storage=\"[^\"]*/$assembly\.dll\"" "$results" | head -n 1 || true)
    if [[ -z $file ]]; then
      echo "$assembly: ran no test: its run crashed, or it has none" >&2
      complaint=1
      continue
    fi

    line=$(grep -m 1 '<Counters ' "$file")
    total=$(counter total "$line")
    run=$(counter executed "$line")
    ok=$(counter passed "$line")
    passed=$((passed + ok))
    failed=$((failed + run - ok))
    skipped=$((skipped + total - run))
    if ((run == ok)) && ! grep -q '<ResultSummary outcome="Completed"' "$file"; then
      echo "$assembly: no test failed, but its run did not end well: it crashed or hung" >&2
      complaint=1
    fi
  done

  if ((status != 0)); then echo "dotnet test ended with status $status" >&2; fi
  if ((passed + failed == 0)); then echo "no test ran" >&2; complaint=1; fi

  echo "$passed passed, $failed failed, $skipped skipped"
  ((status == 0 && failed == 0 && complaint == 0))
}
