/// The text form of RFC 3339 in UTC with microseconds: `2026-02-28T23:59:59.000001Z`.
extension WallTime: CustomStringConvertible, LosslessStringConvertible {
    package var description: String {
        let days = seconds.flooredDivision(by: 86400)
        let second = seconds - days * 86400
        let (year, month, day) = civilDate(daysSince1970: days)
        return padded(year, 4) + "-" + padded(month, 2) + "-" + padded(day, 2)
            + "T" + padded(second / 3600, 2) + ":" + padded(second / 60 % 60, 2) + ":" + padded(second % 60, 2)
            + "." + padded(Int64(nanoseconds / 1000), 6) + "Z"
    }

    /// Reads RFC 3339 with any number of fraction digits and `Z` or an offset; nil for anything else, a date that does
    /// not exist and a leap second included.
    package init?(_ text: String) {
        var rest = Substring(text)
        guard let year = rest.takeDigits(4), rest.take("-"), let month = rest.takeDigits(2), rest.take("-"),
            let day = rest.takeDigits(2), rest.take("T") || rest.take("t") || rest.take(" "),
            let hour = rest.takeDigits(2), rest.take(":"), let minute = rest.takeDigits(2), rest.take(":"),
            let second = rest.takeDigits(2), hour < 24, minute < 60, second < 60
        else { return nil }
        let days = daysSince1970(year: year, month: month, day: day)
        guard civilDate(daysSince1970: days) == (year, month, day) else { return nil }

        var fraction: Int64 = 0
        if rest.take(".") {
            var unit: Int64 = 100_000_000
            guard let first = rest.takeDigits(1) else { return nil }
            fraction = first * unit
            while let digit = rest.takeDigits(1) {
                unit /= 10
                fraction += digit * unit
            }
        }
        guard let offset = rest.takeOffset(), rest.isEmpty else { return nil }
        self.init(
            seconds: days * 86400 + hour * 3600 + minute * 60 + second - offset, nanoseconds: Int32(fraction))
    }
}

extension Substring {
    fileprivate mutating func take(_ character: Character) -> Bool {
        guard first == character else { return false }
        removeFirst()
        return true
    }

    fileprivate mutating func takeDigits(_ count: Int) -> Int64? {
        let digits = prefix(count)
        guard digits.count == count, digits.allSatisfy({ ("0"..."9").contains($0) }) else { return nil }
        removeFirst(count)
        return Int64(digits)
    }

    /// Seconds east of UTC.
    fileprivate mutating func takeOffset() -> Int64? {
        if take("Z") || take("z") { return 0 }
        let sign: Int64 = first == "-" ? -1 : 1
        guard take("+") || take("-"), let hours = takeDigits(2), take(":"), let minutes = takeDigits(2),
            hours < 24, minutes < 60
        else { return nil }
        return sign * (hours * 3600 + minutes * 60)
    }
}

private func padded(_ number: Int64, _ width: Int) -> String {
    let digits = String(number.magnitude)
    return (number < 0 ? "-" : "") + String(repeating: "0", count: max(0, width - digits.count)) + digits
}
