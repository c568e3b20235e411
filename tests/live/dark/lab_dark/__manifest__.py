{
    "name": "Lab: Dark Colours",
    "summary": "Community has the bundle of the dark scheme but no dark colours; these are some, for the browser tests",
    "version": "1.0.0",
    "author": "Triage",
    "license": "LGPL-3",
    "depends": ["web"],
    "assets": {
        "web.assets_web_dark": [
            ("before", "web/static/src/scss/primary_variables.scss", "lab_dark/static/dark.scss"),
        ],
    },
}
