#!/usr/bin/env node
'use strict';

const kit = require('./index.js');

console.log(kit.greet(process.argv[2] || 'world'));
for (const [name, version] of Object.entries(kit.versions)) {
  console.log(`  ${name} ${version}`);
}
