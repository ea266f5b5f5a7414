/// Words that say nothing of a topic.
enum StopWords {
    static let grammar = Set(
        """
        a about also an and any are as at be been but by can could did do does for from had has have he her his how i if in \
        into is it its just me more most my no not of on or our she should so some such than that the their them then there \
        these they this those to us was we were what when where which who why will with would you your \
        find search look show tell give get please need want use using \
        а без бы был была были было быть в вам вас весь во вот все всё всех вы где да для до его ее её если есть еще ещё же за \
        зачем и из или им их к как какая какие какой когда кто ли либо мне мы на над надо наш не него нее нет ни них но ну о об \
        однако он она они оно от очень по под при про с сам со так также такой там те тем то того тоже той только том ты у уже \
        хотя чего чей чем что чтобы эта эти это этот я \
        найди найти найдите ищи поищи покажи покажите расскажи нужно нужны хочу дай
        """.split(separator: " ").map(String.init))

    /// What kind of text is wanted, not what about. They count if there is nothing else.
    static let genre = Set(
        """
        article articles page pages tutorial tutorials guide guides documentation docs manual manuals overview introduction \
        basics best practices example examples information info material materials source sources link links topic topics \
        write writing learn start started set setup \
        three few several latest recent good useful \
        статья статьи статей статью страница страницы руководство руководства документация документации документацию обзор \
        введение основы пример примеры примеров информация информацию материал материалы материалов источник источники \
        источников ссылка ссылки ссылок тема теме три несколько последние хорошие полезные
        """.split(separator: " ").map(String.init))
}
