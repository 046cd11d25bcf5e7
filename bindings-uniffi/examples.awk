# Makes a source of each example in a README, so that the tests compile what people copy: whole declarations as they are,
# statements in a function that has what they name, with imports where they show none. awk -v language=kotlin -v into=FOLDER -f examples.awk README.md

$0 == "```" language { inside = 1; nth++; text = ""; declares = imports = 0; next }
inside && $0 == "```" { inside = 0; if (language == "kotlin") kotlin(); else swift(); next }
inside {
    if ($0 ~ /^(@|class |final class |suspend fun )/) declares = 1
    if ($0 ~ /^import /) imports = 1
    if ($0 != "import Kartotek") text = text $0 "\n"
}

function kotlin(  file) {
    file = into "/Readme" nth ".kt"
    print "package kartotek.readme" nth "\n" > file
    if (!imports) {
        print "import androidx.lifecycle.*\nimport java.io.InputStream\nimport java.nio.file.Path\nimport kartotek.*" > file
        print "import kartotek.model.*\nimport kotlinx.coroutines.*\nimport kotlinx.coroutines.flow.*\n" > file
    }
    print (declares ? text : "suspend fun ReadmeScope.example() {\n" text "}") > file
}

function swift(  file) {
    file = into "/Readme" nth ".swift"
    print "import Foundation\nimport Kartotek\n" > file
    if (declares)
        print "#if canImport(Combine)\nimport Combine\n\n" text "#endif" > file
    else
        print "func readme" nth "(register: Register, job: Kartotek.Job, url: URL, typed: String) async throws {\n" text "}" > file
}
