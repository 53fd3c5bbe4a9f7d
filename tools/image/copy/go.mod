module traceferry.dev/cp

go 1.25
