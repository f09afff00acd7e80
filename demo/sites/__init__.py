"""The replica sites, one module each, faithful to the default markup of a content management system."""
