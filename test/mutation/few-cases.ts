process.env["FEW_CASES"] = "yes";
