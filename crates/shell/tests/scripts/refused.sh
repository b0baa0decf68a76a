echo before
[[ a == b ]]
