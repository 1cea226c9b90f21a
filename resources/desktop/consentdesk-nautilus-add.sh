#!/bin/sh
# Files passes what is chosen as arguments; a name may begin with a hyphen.
exec consentdesk-gui --open import -- "$@"
