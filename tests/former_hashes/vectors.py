"""What the original libraries made: published with them, or exported from them."""

from base64 import b64decode

from idp.former_hashes import FirebaseParameters

# The values of aspnetcore's own PasswordHasherTest: versions 2 and 3, three digests. Those of fewer
# than 1,000 rounds are in it as well, and are weak.
ASPNET_PASSWORD = "my password"
ASPNET = (
    "AAABAgMEBQYHCAkKCwwNDg+ukCEMDf0yyQ29NYubggHIVY0sdEUfdyeM+E1LtH1uJg==",
    (
        "AQAAAAEAA9CQAAAAIESkQuj2Du8Y+kbc5lcN/W/3NiAZFEm11P27nrSN5/tId+bR1SwV8CO1Jd72r4C08OLvplNl"
        "CDc3oQZ8efcW+jQ="
    ),
    "AQAAAAIAACcQAAAAEAABAgMEBQYHCAkKCwwNDg9B0Oxwty+PGIDSp95gcCfzeDvA4sGapUIUov8usXfD6A==",
    "AQAAAAIAAYagAAAAEAABAgMEBQYHCAkKCwwNDg/Q8A0WMKbtHQJQ2DHCdoEeeFBrgNlldq6vH4qX/CGqGQ==",
)
# Of users of exported realms, whose password is `password`.
KEYCLOAK: tuple[dict[str, str], dict[str, object]] = (
    {
        "value": "JsfNbCOIdZUbyBJ+BT+VoGI91Ec2rWLOvkLPDaX8e9k=",
        "salt": "P5rtFkGtPfoaryJ6PizUJw==",
    },
    {"hashIterations": 27500, "algorithm": "pbkdf2-sha256", "additionalParameters": {}},
)
KEYCLOAK_ARGON2: tuple[dict[str, str], dict[str, object]] = (
    {
        "value": "BruFLfFkjH/8erZ26NnrbkOrWiZuQyDRCHD9o0R6Scg=",
        "salt": "Cf9AYCE5pAbb4CKEF0GUTA==",
    },
    {
        "hashIterations": 5,
        "algorithm": "argon2",
        "additionalParameters": {
            "hashLength": ["32"],
            "memory": ["7168"],
            "type": ["id"],
            "version": ["1.3"],
            "parallelism": ["1"],
        },
    },
)
# The README of Firebase's scrypt.
FIREBASE = (
    "lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ==",
    "42xEC+ixf3L2lw==",
    FirebaseParameters(
        signer_key=b64decode(
            "jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA=="
        ),
        salt_separator=b64decode("Bw=="),
        rounds=8,
        mem_cost=14,
    ),
)
# passlib 1.7.4, of `password`.
PASSLIB = (
    "$pbkdf2$5000$SgmBEEJo7b1XSillDGEMAQ$.VWb7ANEVk.KHUStiGrJ8Xc8jic",
    "$pbkdf2-sha256$6400$hPC.F0KolZISAgCgtPZ.jw$8NFQZ.p9ygwGMfL7UV9ND2e8TzmYBBKWAMnz6kOs5GI",
    (
        "$pbkdf2-sha512$5000$P8e417q3NoYwRiglxFgLIQ$"
        "0rBqSWeQT71uSGA4JXSyqV0NQxpxtEW7/tJvUKbbL4XjM26o/BfY.MH3PwxbH4xvbbmBUPniVWa0cqDzknIgIQ"
    ),
    "$scrypt$ln=12,r=8,p=1$qnVube19r3WOcQ6htDYmpA$m7BzMDmXnWdthvZRzwLyS4+3w3ym9klSaz7OPfRMSkQ",
)
# Those of crypt_blowfish, of `U*U`: PHP's $2y$ is the same.
BLOWFISH = (
    "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
    "$2y$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
)
