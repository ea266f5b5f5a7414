import AirlockCore

/// What one session takes off the leases that lend it hosts: one use each, at its first connection, and bytes. A lease that
/// can't be read or charged lets nothing through.
actor LeaseMeter {
    private let lending: Lending
    private var uses: [Lease.ID: Task<Bool, Never>] = [:]
    private var bytes: [Lease.ID: Allowance] = [:]

    init(_ lending: Lending) { self.lending = lending }

    /// - Returns: The first of these that is good; nil if none is.
    func open(_ leases: [Lease.ID]) async -> OpenLoan? {
        for id in leases where await takeUse(id) {
            guard let lease = try? await lending.book.lease(id), lease.isOpen(at: lending.now()) else { continue }
            let allowance = bytes[id] ?? Allowance(lease.bytesLeft ?? .max)
            bytes[id] = allowance
            return OpenLoan(lease: id, allowance: allowance)
        }
        return nil
    }

    /// Returns when it is over: revoked, expired, or no longer to be read.
    func ending(of loan: OpenLoan, checkedEvery interval: Duration) async throws {
        while let lease = try? await lending.book.lease(loan.lease), lease.isOpen(at: lending.now()) {
            try await Task.sleep(for: interval)
        }
        try Task.checkCancellation()
    }

    func settle(_ loan: OpenLoan) async {
        let moved = loan.moved
        guard moved > 0 else { return }
        do {
            try await lending.book.charge(loan.lease, uses: 0, bytes: moved, at: lending.now())
        } catch {
            // Other runs of the job used it too: nothing is left.
            guard let left = try? await lending.book.lease(loan.lease)?.bytesLeft else { return }
            try? await lending.book.charge(loan.lease, uses: 0, bytes: left, at: lending.now())
        }
    }

    private func takeUse(_ id: Lease.ID) async -> Bool {
        if let known = uses[id] { return await known.value }
        let taking = Task { [lending] in
            (try? await lending.book.charge(id, uses: 1, bytes: 0, at: lending.now())) != nil
        }
        uses[id] = taking
        return await taking.value
    }
}
