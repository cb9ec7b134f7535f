'use strict';

const { version } = require('./package.json');

module.exports = { version, paint: (text, colour = 32) => `\u001b[${colour}m${text}\u001b[0m` };
