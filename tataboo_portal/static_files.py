"""Static files under names that change with their content, script modules and what they import included."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedModules(CompressedManifestStaticFilesStorage):
    """Hashes the imports inside script modules too, so that no old module meets a new one in a phone's cache."""

    support_js_module_import_aggregation = True
