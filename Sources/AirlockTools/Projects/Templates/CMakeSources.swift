/// The C++ files of ``CMakeTemplate``.
enum CMakeSources {
    static func header(_ space: String) -> String {
        """
        #pragma once

        #include <cstddef>
        #include <string>
        #include <string_view>
        #include <utility>
        #include <vector>

        namespace \(space) {

        /// How much a text holds.
        struct Summary {
            std::size_t lines = 0;
            std::size_t words = 0;
            std::size_t bytes = 0;
        };

        /// Counts lines, words and bytes; a last line without a line end counts. A word is a run of ASCII letters, digits
        /// and underscores, and of all bytes beyond ASCII.
        Summary summarize(std::string_view text);

        /// The most common words with their counts, ASCII letters in lower case; equals in order of their bytes.
        std::vector<std::pair<std::string, std::size_t>> common_words(std::string_view text, std::size_t limit);

        }  // namespace \(space)

        """
    }

    static func source(_ id: String, _ space: String) -> String {
        """
        #include "\(id)/text_summary.hpp"

        #include <algorithm>
        #include <map>

        namespace \(space) {

        """ + words + """
            Summary summarize(std::string_view text) {
                const auto ends = std::count(text.begin(), text.end(), '\\n');
                const bool open = !text.empty() && text.back() != '\\n';
                return {static_cast<std::size_t>(ends) + (open ? 1U : 0U), words_of(text).size(), text.size()};
            }

            std::vector<std::pair<std::string, std::size_t>> common_words(std::string_view text, std::size_t limit) {
                std::map<std::string, std::size_t> counts;
                for (const auto& word : words_of(text)) ++counts[word];
                std::vector<std::pair<std::string, std::size_t>> ranked(counts.begin(), counts.end());
                std::stable_sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
                if (ranked.size() > limit) ranked.resize(limit);
                return ranked;
            }

            }  // namespace \(space)

            """
    }

    private static let words = #"""
        namespace {

        bool is_word(unsigned char byte) {
            return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
                   byte == '_' || byte >= 0x80;
        }

        char lower(char letter) { return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter; }

        std::vector<std::string> words_of(std::string_view text) {
            std::vector<std::string> words;
            std::string word;
            for (char letter : text) {
                if (is_word(static_cast<unsigned char>(letter))) {
                    word += lower(letter);
                } else if (!word.empty()) {
                    words.push_back(std::move(word));
                    word.clear();
                }
            }
            if (!word.empty()) words.push_back(std::move(word));
            return words;
        }

        }  // namespace

        """#

    static func main(_ id: String, _ space: String) -> String {
        """
        #include <cstdlib>
        #include <fstream>
        #include <iostream>
        #include <iterator>
        #include <string>

        #include "\(id)/text_summary.hpp"

        namespace {

        std::string all_of(std::istream& input) {
            return {std::istreambuf_iterator<char>(input), std::istreambuf_iterator<char>()};
        }

        void show(const std::string& name, const std::string& text) {
            const auto summary = \(space)::summarize(text);
            std::cout << name << ": " << summary.lines << " lines, " << summary.words << " words, " << summary.bytes
                      << " bytes\\n";
            for (const auto& [word, count] : \(space)::common_words(text, 3)) {
                std::cout << "  " << count << " " << word << "\\n";
            }
        }

        }  // namespace

        /// Summarises the files that are named, or standard input.
        int main(int argc, char** argv) {
            if (argc == 1) {
                show("-", all_of(std::cin));
                return EXIT_SUCCESS;
            }
            int status = EXIT_SUCCESS;
            for (int index = 1; index < argc; ++index) {
                std::ifstream file(argv[index], std::ios::binary);
                if (!file) {
                    std::cerr << argv[index] << ": can't be read\\n";
                    status = EXIT_FAILURE;
                    continue;
                }
                show(argv[index], all_of(file));
            }
            return status;
        }

        """
    }

    static func testLists(_ id: String) -> String {
        """
        add_executable(\(id)_tests text_summary_tests.cpp)
        target_link_libraries(\(id)_tests PRIVATE \(id)_core)

        # One CTest test a case: the names are those in text_summary_tests.cpp.
        foreach(case IN ITEMS
            empty_text_has_nothing
            last_line_without_end_counts
            words_are_parted_by_spaces_and_signs
            common_words_ignore_case
            equals_are_in_order
            limit_is_kept)
          add_test(NAME ${case} COMMAND \(id)_tests ${case})
        endforeach()

        """
    }

    static func tests(_ id: String, _ space: String) -> String {
        """
        #include <cstdlib>
        #include <functional>
        #include <iostream>
        #include <map>
        #include <string>

        #include "\(id)/text_summary.hpp"

        #include "check.hpp"

        namespace {

        using \(space)::common_words;
        using \(space)::summarize;

        const std::map<std::string, std::function<void()>> cases = {
            {"empty_text_has_nothing",
             [] {
                 CHECK(summarize("").lines == 0);
                 CHECK(summarize("").words == 0);
                 CHECK(summarize("").bytes == 0);
             }},
            {"last_line_without_end_counts",
             [] {
                 CHECK(summarize("one\\ntwo").lines == 2);
                 CHECK(summarize("one\\ntwo\\n").lines == 2);
             }},
            {"words_are_parted_by_spaces_and_signs", [] { CHECK(summarize("one, two;three").words == 3); }},
            {"common_words_ignore_case",
             [] {
                 const auto words = common_words("Git git hook", 1);
                 CHECK(words.size() == 1);
                 CHECK(words[0].first == "git");
                 CHECK(words[0].second == 2);
             }},
            {"equals_are_in_order", [] { CHECK(common_words("b a", 1)[0].first == "a"); }},
            {"limit_is_kept", [] { CHECK(common_words("a b c", 2).size() == 2); }},
        };

        }  // namespace

        """ + runner
    }

    private static let runner = #"""
        /// Runs the case that is named, or all.
        int main(int argc, char** argv) {
            const std::string wanted = argc > 1 ? argv[1] : "";
            int ran = 0;
            int failed = 0;
            for (const auto& [name, check] : cases) {
                if (!wanted.empty() && name != wanted) continue;
                ++ran;
                try {
                    check();
                } catch (const std::exception& error) {
                    std::cerr << name << ": " << error.what() << "\n";
                    ++failed;
                }
            }
            if (ran == 0) std::cerr << "no case named " << wanted << "\n";
            return ran > 0 && failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
        }

        """#

    static let check = #"""
        #pragma once

        #include <stdexcept>
        #include <string>

        /// Fails the case with the line and the condition that doesn't hold.
        #define CHECK(condition)                                                                    \
            do {                                                                                    \
                if (!(condition)) {                                                                 \
                    throw std::runtime_error("line " + std::to_string(__LINE__) + ": " #condition); \
                }                                                                                   \
            } while (false)

        """#
}
